/*
 * What getopt_long(3) of this machine's libc makes of argument lists.
 *
 * Standard input: fields that end in NUL. One case after another:
 *   "0" or "1" for POSIXLY_CORRECT, number of options, then for each option its long name, its letter
 *   (may be empty) and "0" or "1" for a value; number of arguments; the arguments.
 * Standard output: fields that end in NUL. For each case:
 *   "option" index "0"|"1" value, "error" message, and "positional" value, in the order in which they
 *   come; then "end".
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 64, MOST_ARGUMENTS = 64, FIRST_LONG = 256 };

static char *next_field(void)
{
	char *field = NULL;
	size_t room = 0;

	if (getdelim(&field, &room, '\0', stdin) < 0) {
		free(field);
		return NULL;
	}
	return field;
}

static void put(const char *field)
{
	fwrite(field, 1, strlen(field) + 1, stdout);
}

static void put_option(int index, const char *value)
{
	char number[16];

	snprintf(number, sizeof number, "%d", index);
	put("option");
	put(number);
	put(value ? "1" : "0");
	put(value ? value : "");
}

int main(void)
{
	char *posix;

	while ((posix = next_field()) != NULL) {
		struct option longs[MOST_OPTIONS + 1] = { { 0 } };
		char *arguments[MOST_ARGUMENTS + 2] = { "reference" };
		char letters[2 * MOST_OPTIONS + 1] = "";
		int index_of_letter[256] = { 0 };
		int options = atoi(next_field());

		for (int i = 0; i < options; i++) {
			longs[i].name = next_field();
			char *letter = next_field();
			int takes_value = next_field()[0] == '1';

			longs[i].has_arg = takes_value ? required_argument : no_argument;
			longs[i].val = FIRST_LONG + i;
			if (letter[0] != '\0') {
				index_of_letter[(unsigned char)letter[0]] = i;
				strcat(letters, letter);
				if (takes_value)
					strcat(letters, ":");
			}
		}

		int count = atoi(next_field()) + 1;

		for (int i = 1; i < count; i++)
			arguments[i] = next_field();
		if (posix[0] == '1')
			setenv("POSIXLY_CORRECT", "1", 1);
		else
			unsetenv("POSIXLY_CORRECT");

		/* glibc prints through the variable stderr, so its message can be caught in memory. */
		FILE *terminal = stderr;
		char *message = NULL;
		size_t length = 0;
		int found;

		stderr = open_memstream(&message, &length);
		optind = 0; /* glibc: forget the last list, look at POSIXLY_CORRECT again */
		while ((found = getopt_long(count, arguments, letters, longs, NULL)) != -1) {
			if (found == '?') {
				fclose(stderr);
				put("error");
				put(message);
				free(message);
				stderr = open_memstream(&message, &length);
			} else {
				put_option(found >= FIRST_LONG ? found - FIRST_LONG : index_of_letter[found], optarg);
			}
		}
		fclose(stderr);
		free(message);
		stderr = terminal;
		for (int i = optind; i < count; i++) {
			put("positional");
			put(arguments[i]);
		}
		put("end");
	}
	return 0;
}
