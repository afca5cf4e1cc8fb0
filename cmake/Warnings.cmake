# Warnings and hardening as two interface targets; -Werror comes from the preset, not from here.
add_library(kaigi_warnings INTERFACE)
target_compile_options(kaigi_warnings INTERFACE
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wundef -Wstrict-prototypes
	-Wmissing-prototypes -Wold-style-definition -Wvla -Wcast-qual -Wcast-align -Wwrite-strings -Wpointer-arith
	-Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -Wfloat-equal -Wdouble-promotion -Wdate-time
	-Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
	target_compile_options(kaigi_warnings INTERFACE
		-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Walloca -Wjump-misses-init -Wstringop-overflow=4
		-Wformat-truncation=2 -Warith-conversion)
else()
	target_compile_options(kaigi_warnings INTERFACE
		-Wcomma -Wconditional-uninitialized -Wassign-enum -Wunreachable-code-aggressive)
endif()

add_library(kaigi_hardening INTERFACE)
target_compile_options(kaigi_hardening INTERFACE
	-fstack-protector-strong -fstack-clash-protection -fno-strict-aliasing -fno-common)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
	target_compile_options(kaigi_hardening INTERFACE -fcf-protection=full)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
	target_compile_options(kaigi_hardening INTERFACE -ftrivial-auto-var-init=zero)
endif()
# As options and in this order: as a definition -D would come before -U.
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
	target_compile_options(kaigi_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
target_link_options(kaigi_hardening INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code)
