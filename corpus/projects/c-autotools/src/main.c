#include <stdio.h>
#include <string.h>
#include <yaml.h>

/* Prints every scalar of the rules, one per line. */
int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : PKGDATADIR "/rules.yaml";
    FILE *file = fopen(path, "rb");
    yaml_parser_t parser;
    yaml_token_t token;
    int done = 0;
    if (!file) {
        perror(path);
        return 1;
    }
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_file(&parser, file);
    while (!done) {
        if (!yaml_parser_scan(&parser, &token))
            return 1;
        if (token.type == YAML_SCALAR_TOKEN)
            printf("%s\n", (const char *)token.data.scalar.value);
        done = token.type == YAML_STREAM_END_TOKEN;
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return 0;
}
