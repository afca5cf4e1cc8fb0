#ifndef KAIGI_BOT_EXIT_H
#define KAIGI_BOT_EXIT_H

/*
 * The exit codes of `kaigi`; `kaigi --help` prints this table. 70 and above: starting again by
 * itself is of no use until an operator has acted (config/kaigi@.service knows them). Adapters
 * end with 77 and 78 too.
 */

#define EXIT_CODE_LIST(X)                                                                      \
	X(EXIT_FINE, 0, "done")                                                                \
	X(EXIT_DIFFERENCE, 1, "verify found a difference; a file or an import was refused")    \
	X(EXIT_AGAIN, 2, "input/output error or no answer: start again")                       \
	X(EXIT_USAGE, 64, "wrong words on the command line")                                   \
	X(EXIT_STATE, 74, "the state folder can't be used: newer, another council's, damaged") \
	X(EXIT_IN_USE, 75, "another kaigi works on this state folder")                         \
	X(EXIT_REVOKED, 77, "the network refuses the tokens, or they can't be read")           \
	X(EXIT_FAULTS, 78, "faults in settings, charter or roster")

enum exit_code {
#define X(name, code, text) name = code,
	EXIT_CODE_LIST(X)
#undef X
};

#endif
