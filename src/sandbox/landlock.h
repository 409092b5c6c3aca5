/* Landlock: the kernel's way for a process to give up files. */
#ifndef CP_SANDBOX_LANDLOCK_H
#define CP_SANDBOX_LANDLOCK_H

/* Gives up every right on files, and on TCP and other processes where the kernel knows these;
 * what is open stays open. NULL, or why not; static. After PR_SET_NO_NEW_PRIVS. */
const char *cp_landlock_enter(void);

#endif
