#include <string.h>

void change(char *text)
{
    size_t low = 0, high = strlen(text);
    while (low < high--) {
        char kept = text[low];
        text[low++] = text[high];
        text[high] = kept;
    }
}
