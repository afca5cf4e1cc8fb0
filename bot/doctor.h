#ifndef KAIGI_BOT_DOCTOR_H
#define KAIGI_BOT_DOCTOR_H

/* What `kaigi doctor` hears from each network. */

enum finding_level { FINDING_FINE, FINDING_WARNING, FINDING_FAULT };

#endif
