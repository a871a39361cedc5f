/* Literals of machine code, made when a module that uses them is run.

mypyc makes those of all modules when their library is loaded, thousands of strings, a tenth of a check of one file.
`setup.py` has each module call `CPyStatics_Make` with its own. None is made twice, for modules share them. Where mypyc
puts which literal and how its tables are written, mypyc/codegen/literals.py says. */

#include "__native_internal_machine.h"

#define LITERALS ((int)(sizeof CPyStatics / sizeof *CPyStatics))

static const char *strings[LITERALS]; /* the length of each, then its characters */
static const int *tuples[LITERALS];   /* the number of items of each, then its items, which are literals */
static int first_other, first_tuple;

static const char *read_number(const char *from, Py_ssize_t *number) {
    *number = 0;
    do {
        *number = (*number << 7) + (*from & 0x7f);
    } while (*from++ & 0x80);
    return from;
}

/* Find all literals; make None, False and True, which every module has, and bytes and numbers, which are few. */
int CPyStatics_Find(void) {
    Py_ssize_t number, length;
    PyObject *constants[] = {Py_None, Py_False, Py_True};
    int first = sizeof constants / sizeof *constants;
    int literal = first;
    for (const char *const *line = CPyLit_Str; **line; line++) {
        const char *at = read_number(*line, &number);
        for (; number > 0; number--) {
            strings[literal++] = at;
            at = read_number(at, &length);
            at += length;
        }
    }
    first_other = literal;
    first_tuple = LITERALS - *CPyLit_Tuple;
    const int *tuple = CPyLit_Tuple + 1;
    for (literal = first_tuple; literal < LITERALS; literal++) {
        tuples[literal] = tuple;
        tuple += 1 + *tuple;
    }
    /* It writes the constants before those it is asked for, over the last strings. */
    if (CPyStatics_Initialize(CPyStatics + first_other - first, NULL, CPyLit_Bytes, CPyLit_Int, CPyLit_Float,
                              CPyLit_Complex, NULL, NULL) < 0)
        return -1;
    for (literal = 0; literal < first; literal++) {
        CPyStatics[first_other - first + literal] = NULL;
        CPyStatics[literal] = constants[literal];
    }
    return 0;
}

/* Make some literals, if they are not there yet. */
int CPyStatics_Make(const int *literals, int number) {
    for (; number > 0; number--, literals++) {
        int literal = *literals;
        if (CPyStatics[literal] != NULL)
            continue;
        if (literal < first_other) {
            Py_ssize_t length;
            const char *at = read_number(strings[literal], &length);
            PyObject *string = PyUnicode_DecodeUTF8(at, length, "surrogatepass");
            if (string == NULL)
                return -1;
            PyUnicode_InternInPlace(&string);
            CPyStatics[literal] = string;
        } else {
            const int *items = tuples[literal];
            if (CPyStatics_Make(items + 1, *items) < 0)
                return -1;
            PyObject *tuple = PyTuple_New(*items);
            if (tuple == NULL)
                return -1;
            for (int each = 0; each < *items; each++)
                PyTuple_SET_ITEM(tuple, each, Py_NewRef(CPyStatics[items[1 + each]]));
            CPyStatics[literal] = tuple;
        }
    }
    return 0;
}
