#include <stdio.h>

/* Shows its arguments one by one. */
int main(int count, char **arguments) {
	for (int i = 1; i < count; i++) printf("<%s>", arguments[i]);
	return 0;
}
