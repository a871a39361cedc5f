/* Prints the checksum of what stands at an address. */
#include <curl/curl.h>
#include <stdio.h>
#include <zlib.h>

static uLong checksum;

static size_t take(char *data, size_t size, size_t count, void *unused)
{
    (void)unused;
    checksum = crc32(checksum, (const Bytef *)data, size * count);
    return size * count;
}

int main(int argc, char **argv)
{
    CURLcode code;
    CURL *curl;
    if (argc != 2) {
        fprintf(stderr, "usage: crcget ADDRESS\n");
        return 2;
    }
    curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    checksum = crc32(0, Z_NULL, 0);
    code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK) {
        fprintf(stderr, "crcget: %s\n", curl_easy_strerror(code));
        return 1;
    }
    printf("%08lx\n", checksum);
    return 0;
}
