/* Forms, packed for the dialogue's row and the inbox. */
#include "handlers/form.h"

#include "handlers/pack.h"

static void pack_field(const struct field *field, struct buf *out)
{
	pack_needed(out, field->key);
	pack_number(out, field->type);
	pack_needed(out, field->label);
	pack_text(out, field->hint);
	pack_text(out, field->value);
	pack_number(out, (int64_t)field->limit);
	pack_number(out, field->required ? 1 : 0);
	pack_number(out, (int64_t)field->option_count);
	for (size_t i = 0; i < field->option_count; i++) {
		pack_needed(out, field->options[i].value);
		pack_needed(out, field->options[i].label);
	}
}

void form_pack(const struct form *form, struct buf *out)
{
	pack_head(out, "form1");
	pack_needed(out, form->token);
	pack_needed(out, form->kind);
	pack_needed(out, form->title);
	pack_needed(out, form->submit);
	pack_text(out, form->intro);
	pack_number(out, (int64_t)form->field_count);
	for (size_t i = 0; i < form->field_count; i++) {
		pack_field(&form->fields[i], out);
	}
}

static void unpack_field(struct pack_reader *reader, struct field *field)
{
	void *items;

	field->key = pack_read_needed(reader);
	field->type = (enum field_type)pack_read_number(reader, FIELD_TEXT, FIELD_FILES);
	field->label = pack_read_needed(reader);
	field->hint = pack_read_text(reader);
	field->value = pack_read_text(reader);
	field->limit = (size_t)pack_read_number(reader, 0, INT32_MAX);
	field->required = pack_read_number(reader, 0, 1) != 0;
	field->option_count = pack_read_count(reader, sizeof(*field->options), &items);
	field->options = items;
	for (size_t i = 0; i < field->option_count && !reader->is_bad; i++) {
		field->options[i].value = pack_read_needed(reader);
		field->options[i].label = pack_read_needed(reader);
	}
}

enum kg_status form_unpack(
    const char *bytes, size_t size, struct arena *arena, struct form *out)
{
	struct pack_reader reader = { .p = bytes, .end = bytes + size, .arena = arena };
	void *items;

	*out = (struct form){ 0 };
	pack_open(&reader, "form1");
	out->token = pack_read_needed(&reader);
	out->kind = pack_read_needed(&reader);
	out->title = pack_read_needed(&reader);
	out->submit = pack_read_needed(&reader);
	out->intro = pack_read_text(&reader);
	out->field_count = pack_read_count(&reader, sizeof(*out->fields), &items);
	out->fields = items;
	for (size_t i = 0; i < out->field_count && !reader.is_bad; i++) {
		unpack_field(&reader, &out->fields[i]);
	}
	return pack_close(&reader);
}
