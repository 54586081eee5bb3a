#include "app/command.h"

#include "app/check.h"
#include "app/config.h"
#include "app/exit.h"
#include "app/files.h"
#include "app/harden.h"
#include "app/service.h"
#include "base/err.h"
#include "base/jmake.h"
#include "base/log.h"
#include "base/mem.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum option_id {
	OPTION_CONFIG = 1,
	OPTION_LISTEN,
	OPTION_DATABASE,
};

struct command {
	const char *name, *arguments, *summary;
	int (*run)(const struct config *config);
	const struct option *options; /* getopt_long's */
};

static const struct option serve_options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"database", required_argument, NULL, OPTION_DATABASE},
    {0},
};
static const struct option check_options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG},
    {0},
};

static const struct command commands[] = {
    {"serve", "[--config FILE] [--listen HOST:PORT] [--database FILE]",
     "run the service in the foreground", service_run, serve_options},
    {"check", "[--config FILE]", "validate the configuration and try each provider's credentials",
     check_run, check_options},
};

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].name, name) == 0) {
			return &commands[i];
		}
	}
	return NULL;
}

static void print_usage(FILE *out)
{
	fprintf(out, "usage:\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		fprintf(out, "    sillon %s %s\n        %s\n", commands[i].name,
		        commands[i].arguments, commands[i].summary);
	}
	fprintf(out, "    sillon --version | --help | help COMMAND\n");
}

static int print_help(const char *name)
{
	const struct command *command = find_command(name);
	if (!command) {
		fprintf(stderr, "sillon: there is no command '%s'\n", name);
		return EXIT_USAGE;
	}
	printf("usage: sillon %s %s\n\n%s\n\nconfiguration keys:\n", command->name,
	       command->arguments, command->summary);
	for (size_t i = 0; i < config_key_count; i++) {
		struct config_key key = config_key_at(i);
		printf("    %s.%s%s%s\n        %s\n", key.section, key.name,
		       key.fallback ? " = " : "", key.fallback ? key.fallback : "", key.meaning);
	}
	return EXIT_DONE;
}

static bool read_options(const struct command *command, int argc, char **argv,
                         struct config_arguments *out)
{
	int option;
	while ((option = getopt_long(argc, argv, "", command->options, NULL)) != -1) {
		switch (option) {
		case OPTION_CONFIG:
			out->file = optarg;
			break;
		case OPTION_LISTEN:
			out->listen = optarg;
			break;
		case OPTION_DATABASE:
			out->database = optarg;
			break;
		default: /* getopt has said why */
			return false;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "sillon %s: '%s' is not expected here\n", command->name,
		        argv[optind]);
		return false;
	}
	return true;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct config_arguments arguments = {0};
	struct config config;
	struct err err;
	if (!read_options(command, argc, argv, &arguments)) {
		fprintf(stderr, "usage: sillon %s %s\n", command->name, command->arguments);
		return EXIT_USAGE;
	}
	harden_process();
	bool loaded = config_load(&config, &arguments, &err);
	if (!loaded || !log_open(config.log.level, config.log.format, config.log.file, &err)) {
		fprintf(stderr, "sillon: configuration: %s\n", err.msg);
		if (loaded) {
			config_finish(&config);
		}
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < config.warning_count; i++) {
		log_warn("configuration: %s", config.warnings[i]);
	}
	int status = command->run(&config);
	log_close();
	config_finish(&config);
	return status;
}

int command_run(int argc, char **argv)
{
	jmake_use_mem();
	const char *name = argc > 1 ? argv[1] : "";
	files_hold_standard_streams();
	if (strcmp(name, "--version") == 0) {
		printf("sillon %s\n", SILLON_VERSION);
		return EXIT_DONE;
	}
	if (strcmp(name, "--help") == 0 || (strcmp(name, "help") == 0 && argc == 2)) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(name, "help") == 0) {
		return print_help(argv[2]);
	}
	const struct command *command = find_command(name);
	if (!command) {
		fprintf(stderr, "sillon: %s%s%s\n",
		        *name ? "there is no command '" : "a command is wanted", name,
		        *name ? "'" : "");
		print_usage(stderr);
		return EXIT_USAGE;
	}
	return run_command(command, argc - 1, argv + 1);
}
