#include <ctype.h>

void change(char *text)
{
    for (; *text; text++)
        *text = (char)toupper((unsigned char)*text);
}
