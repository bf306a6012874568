/*
 * What somebody without privileges does to a directory while root makes a key in it. Becomes the uid and
 * gid first, for good. Arguments: UID GID KEY MODE..., where KEY is a file with the key that will be made.
 *
 *   swap A B          exchanges the two names, again and again (renameat2, RENAME_EXCHANGE)
 *   relink A T1 T2    makes A a symbolic link to T1 and to T2 in turn
 *   plant DIR TARGET [NAME]
 *                     puts a symbolic link to TARGET in the place of whatever appears in DIR but NAME, and
 *                     every second time puts the thing back
 *   come A T          makes A a symbolic link to T and removes it in turn
 *   watch DIR         does nothing but read
 *
 * In all modes it opens whatever it may read in the directories and keeps it open. Prints "ready" when it
 * has begun, and at the end of standard input "TURNS N", then "READ NAME" for each file in which it saw
 * the first 16 bytes of the key.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WINDOW = 16, MAX_OPEN = 64 };

static unsigned char key[WINDOW];
static char seen[4096];
static struct {
  int fd;
  char name[300];
} held[MAX_OPEN];
static unsigned next_held;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int over(void) {
  struct pollfd input = {.fd = 0, .events = POLLIN};
  char byte;
  return poll(&input, 1, 0) > 0 && read(0, &byte, 1) == 0;
}

/* True when the file holds the key; a file that cannot be read yet may be later, through the same descriptor. */
static void look(int fd, const char *name) {
  unsigned char start[WINDOW];
  if (pread(fd, start, WINDOW, 0) != WINDOW || memcmp(start, key, WINDOW) != 0) return;
  char line[320];
  snprintf(line, sizeof line, "READ %s\n", name);
  if (strstr(seen, line) == NULL && strlen(seen) + strlen(line) < sizeof seen) strcat(seen, line);
}

static void look_at_held(void) {
  for (int at = 0; at < MAX_OPEN; at++) {
    if (held[at].fd > 0) look(held[at].fd, held[at].name);
  }
}

static void hold(const char *directory, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(fd);
    return;
  }
  look(fd, name);
  unsigned at = next_held++ % MAX_OPEN;
  if (held[at].fd > 0) close(held[at].fd);
  held[at].fd = fd;
  snprintf(held[at].name, sizeof held[at].name, "%s", name);
}

static void hold_all(const char *directory) {
  DIR *entries = opendir(directory);
  if (entries == NULL) return;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    if (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN) hold(directory, entry->d_name);
  }
  closedir(entries);
}

static void directory_of(const char *path, char *directory, size_t size) {
  snprintf(directory, size, "%s", path);
  char *slash = strrchr(directory, '/');
  if (slash != NULL) *slash = '\0';
}

/* One turn of "plant". Returns how many things were replaced. */
static unsigned plant(const char *directory, const char *target, const char *spared) {
  static unsigned number;
  unsigned planted = 0;
  DIR *entries = opendir(directory);
  if (entries == NULL) return 0;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    const char *name = entry->d_name;
    if (entry->d_type == DT_LNK || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    if (strncmp(name, ".planted", 8) == 0 || strcmp(name, spared) == 0) continue;
    char path[4096], link[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    snprintf(link, sizeof link, "%s/.planted%u", directory, number++);
    hold(directory, name);
    if (symlink(target, link) != 0) continue;
    if (renameat2(AT_FDCWD, path, AT_FDCWD, link, RENAME_EXCHANGE) == 0) {
      planted++;
      if (number % 2) renameat2(AT_FDCWD, path, AT_FDCWD, link, RENAME_EXCHANGE);
    }
    if (unlink(link) != 0) rmdir(link);
  }
  closedir(entries);
  return planted;
}

static void relink(const char *name, const char *target) {
  char link[4096];
  snprintf(link, sizeof link, "%s.new", name);
  if (symlink(target, link) == 0 || errno == EEXIST) rename(link, name);
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  int key_file = open(argv[3], O_RDONLY);
  if (key_file < 0 || read(key_file, key, WINDOW) != WINDOW) die(argv[3]);
  close(key_file);
  if (argv[1][0] != '-') {
    uid_t uid = atoi(argv[1]);
    gid_t gid = atoi(argv[2]);
    if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0) {
      die("setresuid");
    }
    if (setuid(0) == 0) return 3;
  }
  umask(0);
  const char *mode = argv[4];
  char directory[4096];
  if (strcmp(mode, "swap") == 0 || strcmp(mode, "relink") == 0 || strcmp(mode, "come") == 0) {
    directory_of(argv[5], directory, sizeof directory);
  } else {
    snprintf(directory, sizeof directory, "%s", argv[5]);
  }
  printf("ready\n");
  fflush(stdout);
  unsigned long turns = 0;
  for (unsigned long round = 1; round % 64 || !over(); round++) {
    if (strcmp(mode, "swap") == 0) {
      if (renameat2(AT_FDCWD, argv[5], AT_FDCWD, argv[6], RENAME_EXCHANGE) == 0) turns++;
    } else if (strcmp(mode, "relink") == 0) {
      relink(argv[5], argv[6 + round % 2]);
      turns++;
    } else if (strcmp(mode, "come") == 0) {
      if (round % 2 ? symlink(argv[6], argv[5]) == 0 : unlink(argv[5]) == 0) turns++;
    } else if (strcmp(mode, "plant") == 0) {
      turns += plant(directory, argv[6], argc > 7 ? argv[7] : "");
    } else {
      hold_all(directory);
      turns++;
    }
    if (round % 16 == 0) {
      hold_all(directory);
      look_at_held();
    }
  }
  hold_all(directory);
  look_at_held();
  printf("TURNS %lu\n%s", turns, seen);
  return 0;
}
