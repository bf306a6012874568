/*
 * First process of a machine that is booted to measure how long a key takes. Loads the modules below
 * /modules in order, credits /seed to the kernel if it is there, runs what the kernel command line names
 * as measure=, and prints one line of JSON:
 *
 *   probe    128 bytes read from /dev/random by this program itself: the kernel's part alone
 *   default  the executable under test without -l
 *   -l       the executable under test with -l
 *
 * Time is taken from just before exec to the end of the process, from outside the program, since on a
 * kernel that is not yet seeded the program's runtime waits before the program's first line. The clock is
 * CLOCK_MONOTONIC, which starts with the kernel. Built static: nothing else is needed to start.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* Ends the measurement of a machine that cannot be measured; the reader of the console sees why. */
static void fail(const char *what)
{
	printf("{\"failed\":\"%s: %s\"}\n", what, strerror(errno));
	fflush(stdout);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

/* /modules/0.ko, /modules/1.ko, ...: the order of the names is the order of loading. */
static int load_modules(void)
{
	int count = 0;
	for (;; count++) {
		char path[32];
		snprintf(path, sizeof path, "/modules/%d.ko", count);
		int file = open(path, O_RDONLY);
		if (file < 0)
			return count;
		if (syscall(SYS_finit_module, file, "", 0) != 0)
			fail(path);
		close(file);
	}
}

/* As systemd-random-seed does with a seed that it may credit. */
static int credit_seed(void)
{
	struct { struct rand_pool_info info; unsigned char bytes[64]; } seed;
	int file = open("/seed", O_RDONLY);
	if (file < 0)
		return 0;
	if (read(file, seed.bytes, sizeof seed.bytes) != (ssize_t)sizeof seed.bytes)
		fail("/seed");
	close(file);
	memmove(seed.info.buf, seed.bytes, sizeof seed.bytes);
	seed.info.buf_size = sizeof seed.bytes;
	seed.info.entropy_count = 256;
	int pool = open("/dev/random", O_RDWR);
	if (pool < 0 || ioctl(pool, RNDADDENTROPY, &seed.info) != 0)
		fail("RNDADDENTROPY");
	close(pool);
	return 1;
}

/* Whether the generator is initialised, asked without waiting; asking starts nothing. */
static int ready(void)
{
	char byte;
	return getrandom(&byte, 1, GRND_NONBLOCK) == 1;
}

static int probe(void)
{
	char key[128];
	size_t filled = 0;
	int device = open("/dev/random", O_RDONLY);
	while (device >= 0 && filled < sizeof key) {
		ssize_t count = read(device, key + filled, sizeof key - filled);
		if (count <= 0)
			break;
		filled += count;
	}
	return filled == sizeof key ? 0 : 1;
}

/* Runs the program with its receipt on a pipe; the receipt is its last line. */
static int run(const char *flag, char *receipt, size_t size)
{
	int ends[2];
	size_t filled = 0;
	int status;
	if (pipe(ends) != 0)
		fail("pipe");
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		execl("/corosync-keygen", "corosync-keygen", "--json", "-k", "/authkey", flag, NULL);
		_exit(127);
	}
	close(ends[1]);
	for (ssize_t count; filled < size - 1; filled += count) {
		count = read(ends[0], receipt + filled, size - 1 - filled);
		if (count <= 0)
			break;
	}
	waitpid(child, &status, 0);
	while (filled > 0 && receipt[filled - 1] == '\n')
		filled--;
	receipt[filled] = '\0';
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(void)
{
	static char receipt[16384] = "null";
	double started = now_ms();

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/tmp", 01777);
	mount("devtmpfs", "/dev", "devtmpfs", 0, "");
	mount("proc", "/proc", "proc", 0, "");
	mount("sysfs", "/sys", "sysfs", 0, "");
	/* The kernel opened its console before /dev was there. */
	int console = open("/dev/ttyS0", O_RDWR);
	if (console >= 0)
		for (int file = 0; file < 3; file++)
			dup2(console, file);

	const char *measure = getenv("measure");
	int modules = load_modules();
	int credited = credit_seed();
	int was_ready = ready();
	int is_probe = measure && strcmp(measure, "probe") == 0;
	double before = now_ms();
	int status = is_probe ? probe()
		: run(measure && strcmp(measure, "-l") == 0 ? "-l" : NULL, receipt, sizeof receipt);
	double after = now_ms();

	printf("\n{\"startedMilliseconds\":%.3f,\"modules\":%d,\"seedCredited\":%s,\"readyBefore\":%s,"
	       "\"execToExitMilliseconds\":%.3f,\"exitCode\":%d,\"receipt\":%s}\n",
	       started, modules, credited ? "true" : "false", was_ready ? "true" : "false",
	       after - before, status, receipt[0] == '{' ? receipt : "null");
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	reboot(RB_POWER_OFF);
	return 0;
}
