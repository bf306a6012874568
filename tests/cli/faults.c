/*
 * Runs a command and lets one of its system calls on a directory fail. Arguments: DIRECTORY LOG WHICH WHAT
 * COMMAND... Calls are counted from 1 in the main thread, those only that name something in DIRECTORY, or in the
 * working directory by "./", or use a descriptor of something there; WHICH is one of them, 0 for none, or
 * "all" for each write. WHAT becomes of it: "signal=9" (before it), "error=5" (instead of it), "retval=128" (instead of it),
 * "short=50" (a write of no more than so many bytes). LOG gets a line for each call; HIT before it if it was hit.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * How a call names a file: by path or descriptor in its first argument, or by a path in the second one; where that
 * is empty, by the descriptor in the first one.
 */
enum how { PATH, AT, DESCRIPTOR };

static const struct call {
  long number;
  const char *name;
  enum how how;
} CALLS[] = {
    {SYS_open, "open", PATH},         {SYS_openat, "openat", AT},
    {SYS_creat, "creat", PATH},       {SYS_close, "close", DESCRIPTOR},
    {SYS_read, "read", DESCRIPTOR},   {SYS_pread64, "pread64", DESCRIPTOR},
    {SYS_write, "write", DESCRIPTOR}, {SYS_pwrite64, "pwrite64", DESCRIPTOR},
    {SYS_writev, "writev", DESCRIPTOR}, {SYS_pwritev, "pwritev", DESCRIPTOR},
    {SYS_getdents64, "getdents64", DESCRIPTOR}, {SYS_ftruncate, "ftruncate", DESCRIPTOR},
    {SYS_fsync, "fsync", DESCRIPTOR}, {SYS_fdatasync, "fdatasync", DESCRIPTOR},
    {SYS_chmod, "chmod", PATH},       {SYS_fchmod, "fchmod", DESCRIPTOR},
    {SYS_fchmodat, "fchmodat", AT},   {SYS_chown, "chown", PATH},
    {SYS_fchown, "fchown", DESCRIPTOR}, {SYS_lchown, "lchown", PATH},
    {SYS_fchownat, "fchownat", AT},   {SYS_chdir, "chdir", PATH},
    {SYS_mkdir, "mkdir", PATH},       {SYS_mkdirat, "mkdirat", AT},
    {SYS_link, "link", PATH},         {SYS_linkat, "linkat", AT},
    {SYS_rename, "rename", PATH},     {SYS_renameat, "renameat", AT},
    {SYS_renameat2, "renameat2", AT}, {SYS_unlink, "unlink", PATH},
    {SYS_unlinkat, "unlinkat", AT},   {SYS_lseek, "lseek", DESCRIPTOR},
    {SYS_stat, "stat", PATH},         {SYS_lstat, "lstat", PATH},
    {SYS_fstat, "fstat", DESCRIPTOR}, {SYS_newfstatat, "newfstatat", AT},
    {SYS_statx, "statx", AT},         {SYS_readlink, "readlink", PATH},
    {SYS_readlinkat, "readlinkat", AT},
};

static const char *directory;

static void die(const char *what) {
  perror(what);
  exit(125);
}

/* Reads a text of the command's, a page at a time: what is mapped behind it need not be there. */
static void read_text(pid_t pid, unsigned long from, char *text, size_t size) {
  memset(text, 0, size);
  for (size_t got = 0; got < size - 1 && memchr(text, 0, got) == NULL;) {
    size_t wanted = 4096 - (from + got) % 4096;
    if (wanted > size - 1 - got) wanted = size - 1 - got;
    struct iovec here = {text + got, wanted}, there = {(void *)(from + got), wanted};
    ssize_t count = process_vm_readv(pid, &here, 1, &there, 1, 0);
    if (count <= 0) break;
    got += count;
  }
}

/* What the call names, without what differs from run to run; an empty text for something elsewhere. */
static void describe(pid_t pid, const struct call *call, const struct user_regs_struct *regs, char *text) {
  char path[4097] = "";
  if (call->how == PATH) read_text(pid, regs->rdi, path, sizeof path);
  if (call->how == AT) read_text(pid, regs->rsi, path, sizeof path);
  if (path[0] == 0) {
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, (int)regs->rdi);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
  }
  size_t skipped = strlen(directory);
  text[0] = 0;
  if (strncmp(path, directory, skipped) != 0) {
    if (strncmp(path, "./", 2) != 0 && strcmp(path, ".") != 0) return;
    skipped = 1;
  }
  snprintf(text, 4200, "%s DIR%s", call->name, path + skipped);
  char *random = strstr(text, ".corosync-keygen-");
  if (random != NULL && strlen(random) >= 33) memset(random + 17, 'N', 16);
}

int main(int argc, char **argv) {
  if (argc < 6) return 125;
  directory = argv[1];
  FILE *log = fopen(argv[2], "we");
  if (log == NULL) die(argv[2]);
  long which = strcmp(argv[3], "all") == 0 ? -1 : atol(argv[3]);
  char *equals = strchr(argv[4], '=');
  if (equals == NULL) return 125;
  long value = atol(equals + 1);
  char what = argv[4][1]; /* sIgnal, eRror, rEtval, sHort */
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execvp(argv[5], argv + 5);
    die(argv[5]);
  }
  int status;
  if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) die("exec");
  if (ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0) die("ptrace");
  long count = 0, signal = 0;
  int entering = 1, replace = 0;
  for (;;) {
    ptrace(PTRACE_SYSCALL, pid, NULL, signal);
    if (waitpid(pid, &status, __WALL) != pid) return 125;
    fflush(log);
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
      signal = WTERMSIG(status);
      /* As the command did, so that whoever waits sees which signal it was. */
      struct sigaction usual = {.sa_handler = SIG_DFL};
      sigaction(signal, &usual, NULL);
      raise(signal);
      return 128 + signal;
    }
    signal = 0;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      /* The stop of an exec is no signal of the command's. */
      if (WSTOPSIG(status) != SIGTRAP) signal = WSTOPSIG(status);
      continue;
    }
    struct user_regs_struct regs;
    if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) != 0) continue;
    if (!entering) {
      entering = 1;
      if (replace) {
        regs.rax = what == 'r' ? -value : value;
        ptrace(PTRACE_SETREGS, pid, NULL, &regs);
        replace = 0;
      }
      continue;
    }
    entering = 0;
    const struct call *call = NULL;
    for (size_t at = 0; at < sizeof CALLS / sizeof *CALLS; at++) {
      if (CALLS[at].number == (long)regs.orig_rax) call = &CALLS[at];
    }
    if (call == NULL) continue;
    char text[4200];
    describe(pid, call, &regs, text);
    if (text[0] == 0) continue;
    count++;
    int isWrite = call->number == SYS_write || call->number == SYS_pwrite64;
    int hit = which == count || (which == -1 && isWrite);
    fprintf(log, "%s%s\n", hit ? "HIT " : "", text);
    if (!hit) continue;
    if (what == 'i') {
      fflush(log);
      kill(pid, value);
    } else if (what == 'h') {
      if (isWrite && (long)regs.rdx > value) regs.rdx = value;
      ptrace(PTRACE_SETREGS, pid, NULL, &regs);
    } else {
      regs.orig_rax = -1;
      ptrace(PTRACE_SETREGS, pid, NULL, &regs);
      replace = 1;
    }
  }
}
