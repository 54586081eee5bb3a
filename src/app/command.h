/* app/command.h - the command line taken apart, and carried out. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

/* Returns the program's exit status. */
int command_run(int argc, char **argv);

#endif
