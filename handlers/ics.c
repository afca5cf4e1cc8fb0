/* The zone is written out: 日本標準時 is nine hours ahead, without a summer time, and its id is
 * the one that the times name. (libical's own would be named otherwise, and readers then take
 * the time for one of no zone.) */

#include "handlers/ics.h"

#include <libical/ical.h>

#define ZONE "Asia/Tokyo"
#define NOBODY "invalid:nomail" /* an organiser without an address, as calendars write it */
#define END ((void *)0)

enum { JAPAN_SECONDS = 9 * 60 * 60 };

static struct icaltimetype local_of(struct kg_time time)
{
	struct kg_civil c = kg_civil_of(time);
	struct icaltimetype t = icaltime_null_time();

	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	t.hour = c.hour;
	t.minute = c.minute;
	t.second = c.second;
	return t;
}

static icalproperty *in_zone(icalproperty *property)
{
	icalproperty_add_parameter(property, icalparameter_new_tzid(ZONE));
	return property;
}

static icalcomponent *zone(void)
{
	struct icaltimetype epoch = icaltime_null_time();
	icalcomponent *standard;

	epoch.year = 1970;
	epoch.month = 1;
	epoch.day = 1;
	standard = icalcomponent_vanew(ICAL_XSTANDARD_COMPONENT,
	    icalproperty_new_dtstart(epoch), icalproperty_new_tzoffsetfrom(JAPAN_SECONDS),
	    icalproperty_new_tzoffsetto(JAPAN_SECONDS), icalproperty_new_tzname("JST"), END);
	return icalcomponent_vanew(
	    ICAL_VTIMEZONE_COMPONENT, icalproperty_new_tzid(ZONE), standard, END);
}

static icalproperty *organizer(const struct ics_entry *e)
{
	icalproperty *property = icalproperty_new_organizer(NOBODY);

	icalproperty_add_parameter(property, icalparameter_new_cn(e->organizer));
	return property;
}

static icalcomponent *event(const struct ics_entry *e)
{
	struct icaltimetype stamp = local_of(kg_time_add(e->stamp, -1000LL * JAPAN_SECONDS));
	icalcomponent *out;

	stamp.zone = icaltimezone_get_utc_timezone();
	out = icalcomponent_vanew(ICAL_VEVENT_COMPONENT, icalproperty_new_uid(e->uid),
	    icalproperty_new_sequence(e->sequence), icalproperty_new_dtstamp(stamp),
	    in_zone(icalproperty_new_dtstart(local_of(e->starts))), organizer(e),
	    icalproperty_new_summary(e->summary),
	    icalproperty_new_status(
	        e->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
	    END);
	if (kg_time_is_set(e->ends)) {
		icalcomponent_add_property(
		    out, in_zone(icalproperty_new_dtend(local_of(e->ends))));
	}
	if (e->location[0] != '\0') {
		icalcomponent_add_property(out, icalproperty_new_location(e->location));
	}
	if (e->description[0] != '\0') {
		icalcomponent_add_property(out, icalproperty_new_description(e->description));
	}
	return out;
}

void ics_write(const struct ics_entry *entry, struct buf *out)
{
	icalcomponent *calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	    icalproperty_new_version("2.0"), icalproperty_new_prodid("-//kaigi//kaigi//JA"),
	    icalproperty_new_method(
	        entry->cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST),
	    zone(), event(entry), END);
	char *text = icalcomponent_as_ical_string_r(calendar);

	buf_puts(out, text);
	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
}
