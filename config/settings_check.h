#ifndef KAIGI_CONFIG_SETTINGS_CHECK_H
#define KAIGI_CONFIG_SETTINGS_CHECK_H

/* What no schema can say of a workspace in the settings. Internal to config. */

#include "config/settings.h"
#include "config/yaml.h"

/* Fills in Slack's address where none is written. */
void settings_check_workspace(
    struct yaml_file *file, struct settings_workspace *workspace, const struct yaml_value *map);
/* No secret shares its file with another one, of any workspace. */
void settings_check_secrets(struct yaml_file *file, const struct settings *settings);

/* Fills in the address and the limits of a door for alerts, where there is one. */
void settings_check_alerts(struct yaml_file *file, struct settings_alerts *alerts);

/* "@localpart:server". */
bool settings_is_matrix_user(const char *id);

#endif
