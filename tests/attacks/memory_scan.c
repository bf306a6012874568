/*
 * Runs a command and, when its first process has come to its end and its memory is still there, counts the
 * places in that memory where a secret stands. Arguments: SECRET FILE-FOR-THE-COUNTS COMMAND...
 *
 * SECRET is a file. For every 16 bytes of it (from 0, 16, 32, ...) the places are counted; the file gets one
 * line, "SCANNED bytes BLOCKS most", where most is the count of the block that was found most often, and a
 * line for each place of that block. Exits as the command did.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCK = 16, CHUNK = 1 << 20, MAX_BLOCKS = 256, MAX_PLACES = 64 };

static unsigned char secret[BLOCK * MAX_BLOCKS];
static size_t blocks;
static unsigned counts[MAX_BLOCKS];
static unsigned long places[MAX_BLOCKS][MAX_PLACES];

static void die(const char *what) {
  perror(what);
  exit(125);
}

static void search(const unsigned char *bytes, size_t size, unsigned long at) {
  for (size_t block = 0; block < blocks; block++) {
    const unsigned char *from = bytes, *end = bytes + size, *found;
    while ((found = memmem(from, end - from, secret + block * BLOCK, BLOCK)) != NULL) {
      if (counts[block] < MAX_PLACES) places[block][counts[block]] = at + (found - bytes);
      counts[block]++;
      from = found + 1;
    }
  }
}

/* Reads every mapping that can be read. Returns how many bytes that were. */
static unsigned long scan(pid_t pid) {
  static unsigned char buffer[CHUNK + BLOCK];
  char path[64], line[1024];
  snprintf(path, sizeof path, "/proc/%d/mem", pid);
  int memory = open(path, O_RDONLY);
  snprintf(path, sizeof path, "/proc/%d/maps", pid);
  FILE *maps = fopen(path, "r");
  if (memory < 0 || maps == NULL) die(path);
  unsigned long total = 0;
  while (fgets(line, sizeof line, maps) != NULL) {
    unsigned long from, to;
    char permissions[5];
    if (sscanf(line, "%lx-%lx %4s", &from, &to, permissions) != 3) continue;
    /* Reserved and never written: reading it would bring terabytes of zeros. */
    if (permissions[0] != 'r' || permissions[1] != 'w') continue;
    while (from < to) {
      size_t wanted = to - from < CHUNK ? to - from : CHUNK;
      ssize_t got = pread(memory, buffer, wanted + (from + wanted < to ? BLOCK - 1 : 0), from);
      if (got > 0) {
        search(buffer, got, from);
        total += got;
      }
      from += wanted;
    }
  }
  fclose(maps);
  close(memory);
  return total;
}

int main(int argc, char **argv) {
  if (argc < 4) return 125;
  int file = open(argv[1], O_RDONLY);
  ssize_t size = file < 0 ? -1 : read(file, secret, sizeof secret);
  if (size < BLOCK) die(argv[1]);
  close(file);
  blocks = size / BLOCK;
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execvp(argv[3], argv + 3);
    die(argv[3]);
  }
  int status;
  if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) die("exec");
  if (ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) != 0) die("ptrace");
  ptrace(PTRACE_CONT, pid, NULL, NULL);
  while (waitpid(pid, &status, __WALL) == pid) {
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    long signal = WSTOPSIG(status);
    if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
      signal = 0;
      unsigned long scanned = scan(pid);
      size_t most = 0;
      for (size_t block = 1; block < blocks; block++) {
        if (counts[block] > counts[most]) most = block;
      }
      FILE *output = fopen(argv[2], "w");
      if (output == NULL) die(argv[2]);
      fprintf(output, "SCANNED %lu BLOCKS %u\n", scanned, counts[most]);
      for (unsigned at = 0; at < counts[most] && at < MAX_PLACES; at++) {
        fprintf(output, "block %zu at %lx\n", most, places[most][at]);
      }
      fclose(output);
    } else if (status >> 16 != 0 || signal == SIGTRAP) {
      signal = 0;
    }
    ptrace(PTRACE_CONT, pid, NULL, signal);
  }
  return 125;
}
