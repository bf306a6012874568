#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Says where pthread_getattr_np(3) puts the stack of this thread: how far above an address in it, in pages
 * beyond that of the environment, it ends, how long it is, or the error. Linked to what a repair needs. */
static void *say(void *name) {
	pthread_attr_t attributes;
	void *lowest;
	size_t bytes;
	int error = pthread_getattr_np(pthread_self(), &attributes);
	if (error != 0) {
		printf("%s: %s\n", (char *)name, strerror(error));
		return NULL;
	}
	pthread_attr_getstack(&attributes, &lowest, &bytes);
	char *end = (char *)lowest + bytes, *here = (char *)&attributes;
	printf("%s: %s, %zu KiB\n", (char *)name,
	    here > (char *)lowest && here < end && ((size_t)end & 4095) == 0 ? "around here" : "elsewhere",
	    bytes / 1024);
	return NULL;
}

int main(int count, char **arguments) {
	struct rlimit limit;
	pthread_attr_t attributes;
	pthread_t thread;
	if (count > 1) {
		/* As after setenv(3): the environment is no longer on the stack. */
		static char *moved[1];
		environ = moved;
	}
	getrlimit(RLIMIT_STACK, &limit);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 1 << 20);
	if (limit.rlim_cur == 12345) pthread_attr_setstack(&attributes, arguments, 1 << 20);
	say("main");
	say("again");
	fflush(stdout);
	pthread_create(&thread, &attributes, say, "thread");
	pthread_join(thread, NULL);
	return 0;
}
