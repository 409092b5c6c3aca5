#include "fetch/fetch.h"

#include <stdlib.h>

void
cp_response_clear(struct cp_response *response)
{
    cp_buf_clear(&response->body);
    free(response->url);
    free(response->content_type);
    free(response->charset);
    *response = (struct cp_response){ 0 };
}
