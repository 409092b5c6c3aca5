#include "base/lazy.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

bool
cp_lazy_open(const char *file, const struct cp_lazy_function *functions)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return false;
    for (const struct cp_lazy_function *f = functions; f->name; f++) {
        void *found = dlsym(library, f->name);

        if (!found) {
            dlclose(library);
            return false;
        }
        /* POSIX has object and function pointers of one size, C has no cast between them. */
        memcpy(f->pointer, &found, sizeof found);
    }
    return true;
}
