/* Preloaded into Hilum: a disk that fails, a power cut, a clock that is wrong. Obeys files in $FAULTS_FLAGS:
 *   eio     fsync and fdatasync of files in $FAULTS_DATA fail
 *   enospc  whatever makes such a file longer or writes into it fails
 *   clock   its content is added to the time of day, in seconds
 * Where $FAULTS_SHADOW is set, it holds at every moment what a power cut would leave, in the worst case: each file as it was
 * when it was last flushed, and nothing that never was. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int flag(const char *name, char *content, int size) {
  const char *folder = getenv("FAULTS_FLAGS");
  char path[PATH_MAX];
  if (!folder) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  long got = content ? syscall(SYS_read, file, content, size - 1) : 0;
  if (content) content[got > 0 ? got : 0] = 0;
  syscall(SYS_close, file);
  return 1;
}

/* The part of a path after the data folder; NULL where it is not inside. */
static const char *inside(const char *path) {
  const char *data = getenv("FAULTS_DATA");
  size_t length = data ? strlen(data) : 0;
  return length && !strncmp(path, data, length) && path[length] == '/' ? path + length : NULL;
}

static int path_of(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}

static int ours(int file) {
  char path[PATH_MAX];
  int before = errno;
  int is = path_of(file, path) && inside(path);
  errno = before;
  return is;
}

static int shadow_of(const char *path, char *shadow) {
  const char *root = getenv("FAULTS_SHADOW"), *rest = inside(path);
  if (!root || !rest) return 0;
  snprintf(shadow, PATH_MAX, "%s%s", root, rest);
  return 1;
}

static void make_parents(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(path, 0700);
    *slash = '/';
  }
}

/* Another name until it is whole: the moment of the cut may be any. One after the other, so that no older copy comes last. */
static void keep(int file, const char *path) {
  static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
  static char block[1 << 20];
  char shadow[PATH_MAX], whole[PATH_MAX + 16];
  if (!shadow_of(path, shadow)) return;
  pthread_mutex_lock(&turn);
  make_parents(shadow);
  snprintf(whole, sizeof whole, "%s.part", shadow);
  /* A file of SQLite must not be opened and closed a second time: that would give up the process's locks on it. */
  int from = file;
  if ((fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY) from = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  int to = syscall(SYS_openat, AT_FDCWD, whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  long got, at = 0;
  while ((got = syscall(SYS_pread64, from, block, sizeof block, at)) > 0) at += syscall(SYS_pwrite64, to, block, got, at);
  if (from != file) syscall(SYS_close, from);
  syscall(SYS_close, to);
  syscall(SYS_rename, whole, shadow);
  pthread_mutex_unlock(&turn);
}

static int flush(int file, long number) {
  char path[PATH_MAX];
  struct stat about;
  if (ours(file) && flag("eio", NULL, 0)) {
    errno = EIO;
    return -1;
  }
  int result = syscall(number, file);
  int before = errno;
  if (result == 0 && path_of(file, path) && !fstat(file, &about) && S_ISREG(about.st_mode)) keep(file, path);
  errno = before;
  return result;
}

int fsync(int file) { return flush(file, SYS_fsync); }
int fdatasync(int file) { return flush(file, SYS_fdatasync); }

static int full(int file) { return flag("enospc", NULL, 0) && ours(file); }
#define WHEN_FULL(file) do { if (full(file)) { errno = ENOSPC; return -1; } } while (0)

ssize_t write(int file, const void *bytes, size_t count) {
  WHEN_FULL(file);
  return syscall(SYS_write, file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  WHEN_FULL(file);
  return syscall(SYS_pwrite64, file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) { return pwrite(file, bytes, count, at); }
int ftruncate(int file, off_t length) {
  WHEN_FULL(file);
  return syscall(SYS_ftruncate, file, length);
}
int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }
int fallocate(int file, int mode, off_t at, off_t length) {
  WHEN_FULL(file);
  return syscall(SYS_fallocate, file, mode, at, length);
}
int posix_fallocate(int file, off_t at, off_t length) {
  if (full(file)) return ENOSPC;
  return syscall(SYS_fallocate, file, 0, at, length) ? errno : 0;
}

int unlink(const char *path) {
  char shadow[PATH_MAX];
  int result = syscall(SYS_unlink, path);
  if (result == 0 && shadow_of(path, shadow)) syscall(SYS_unlink, shadow);
  return result;
}

/* A new name of a file that was never flushed leaves nothing, not even what had that name before. */
int rename(const char *from, const char *to) {
  char shadow_from[PATH_MAX], shadow_to[PATH_MAX];
  int result = syscall(SYS_rename, from, to);
  if (result == 0 && shadow_of(from, shadow_from) && shadow_of(to, shadow_to) &&
      syscall(SYS_rename, shadow_from, shadow_to))
    syscall(SYS_unlink, shadow_to);
  return result;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  char seconds[32];
  int result = syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && clock == CLOCK_REALTIME && flag("clock", seconds, sizeof seconds)) time->tv_sec += atol(seconds);
  return result;
}
