# kaigi_embed(target name file): the file's bytes as `const unsigned char name[]` and `const size_t name_size`,
# by the assembler, so that any size will do and nothing but the compiler is needed.
function(kaigi_embed target name file)
	get_filename_component(path ${file} ABSOLUTE)
	set(out ${CMAKE_CURRENT_BINARY_DIR}/embed_${name}.c)
	file(GENERATE OUTPUT ${out} CONTENT "#include <stddef.h>
extern const unsigned char ${name}[];
extern const unsigned char ${name}_end[];
extern const size_t ${name}_size;
__asm__(\".section .rodata\\n.balign 16\\n.global ${name}\\n${name}:\\n.incbin \\\"${path}\\\"\\n\"
	\".global ${name}_end\\n${name}_end:\\n.byte 0\\n.balign 8\\n.global ${name}_size\\n${name}_size:\\n\"
	\".quad ${name}_end - ${name}\\n.text\\n\");
")
	set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS ${path})
	target_sources(${target} PRIVATE ${out})
endfunction()
