#include <ruby.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *one, const void *other)
{
    return *(const char *)one - *(const char *)other;
}

/* The letters of a word in order. */
static VALUE key(VALUE self, VALUE word)
{
    VALUE sorted = rb_str_dup(word);
    rb_str_modify(sorted);
    qsort(RSTRING_PTR(sorted), RSTRING_LEN(sorted), 1, compare);
    return sorted;
}

void Init_anagram(void)
{
    rb_define_module_function(rb_define_module("Anagram"), "key", key, 1);
}
