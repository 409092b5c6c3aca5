/* Which part of the input this call does: what --shard says, or a scheduler. */
#ifndef CP_CLI_BATCH_SHARD_H
#define CP_CLI_BATCH_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CP_SHARD_MESSAGE_MAX 200

/* Reads "I/N", or "auto": what the environment tells of the job. False with a message of what
 * is wrong. */
bool cp_shard_read(const char *text, uint64_t *shard, uint64_t *shards,
                   char message[CP_SHARD_MESSAGE_MAX]);

#endif
