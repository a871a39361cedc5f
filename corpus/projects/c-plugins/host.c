#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char path[256];
    void *library;
    void (*change)(char *);
    if (argc != 3)
        return 2;
    snprintf(path, sizeof path, "plugins/%s.so", argv[1]);
    library = dlopen(path, RTLD_NOW);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    *(void **)&change = dlsym(library, "change");
    change(argv[2]);
    puts(argv[2]);
    return 0;
}
