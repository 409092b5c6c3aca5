/*
 * Stands in for libFuzzer in ordinary builds: gives a fuzz target every input kept in
 * tests/fuzz/corpus/NAME and tests/fuzz/crashes/NAME, so that make check replays them.
 *
 * Prints TAP, one test for each input; an input that fails ends the program, as libFuzzer
 * would. The source directory is $top_srcdir, or ".". Files named as arguments are replayed
 * instead of the directories.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned n_inputs;

static void
replay_file(const char *path)
{
    uint8_t *data = malloc(INPUT_MAX), *exact;
    FILE *f = fopen(path, "rb");
    size_t size;

    if (!f || !data) {
        printf("Bail out! %s: cannot be read\n", path);
        exit(1);
    }
    size = fread(data, 1, INPUT_MAX, f);
    fclose(f);
    /* As many bytes as the input has, so that a sanitizer sees a read past its end. */
    exact = realloc(data, size ? size : 1);
    if (exact)
        data = exact;
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    printf("ok %u - %s\n", ++n_inputs, path);
    fflush(stdout);
}

static void
replay_directory(const char *kind)
{
    const char *top = getenv("top_srcdir");
    char path[4096];
    struct dirent *entry;
    DIR *dir;
    int n = snprintf(path, sizeof path, "%s/tests/fuzz/%s/" CP_FUZZ_NAME, top ? top : ".",
                     kind);

    dir = opendir(path);
    while (dir && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path + n, sizeof path - (size_t)n, "/%s", entry->d_name);
        replay_file(path);
    }
    if (dir)
        closedir(dir);
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay_file(argv[i]);
    if (argc < 2) {
        replay_directory("corpus");
        replay_directory("crashes");
    }
    printf("1..%u\n", n_inputs);
    return n_inputs == 0;
}
