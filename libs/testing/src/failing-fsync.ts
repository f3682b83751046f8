/**
 * In C, for LD_PRELOAD: fsync and fdatasync that fail with EIO on the file whose path ends as FSYNC_FAILS_ON says, as long
 * as the file FSYNC_FAILS_WHILE exists.
 */
export const FAILING_FSYNC = `
  #include <errno.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/syscall.h>
  #include <unistd.h>
  static int must_fail(int fd) {
    char link[64], path[4096];
    const char *ending = getenv("FSYNC_FAILS_ON"), *trigger = getenv("FSYNC_FAILS_WHILE");
    if (!ending || !trigger || access(trigger, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < (ssize_t)strlen(ending)) return 0;
    path[length] = 0;
    return strcmp(path + length - strlen(ending), ending) == 0;
  }
  int fsync(int fd) { if (must_fail(fd)) { errno = EIO; return -1; } return syscall(SYS_fsync, fd); }
  int fdatasync(int fd) { if (must_fail(fd)) { errno = EIO; return -1; } return syscall(SYS_fdatasync, fd); }
`;
