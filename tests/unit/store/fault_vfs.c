#include "fault_vfs.h"

#include <sqlite3.h>
#include <stddef.h>

struct faulty_file {
	sqlite3_file base;
	sqlite3_file *real;
	_Alignas(8) unsigned char room[];
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;
static bool is_armed;
static bool has_fired;
static int writes_left;
static int fault_code;

static bool fires(void)
{
	if (!is_armed) {
		return false;
	}
	if (writes_left > 0) {
		writes_left--;
		return false;
	}
	has_fired = true;
	return true;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct faulty_file *)(void *)file)->real;
}

static int on_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int on_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
	return real_of(file)->pMethods->xRead(real_of(file), bytes, size, offset);
}

static int on_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	if (fires()) {
		return fault_code;
	}
	return real_of(file)->pMethods->xWrite(real_of(file), bytes, size, offset);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int on_sync(sqlite3_file *file, int flags)
{
	if (fires()) {
		return fault_code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
	}
	return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int on_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int on_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int on_check(sqlite3_file *file, int *out)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int on_control(sqlite3_file *file, int op, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), op, argument);
}

static int on_sector(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int on_characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int on_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int on_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int on_shm_unmap(sqlite3_file *file, int is_delete)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), is_delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_sync,
	.xFileSize = on_size,
	.xLock = on_lock,
	.xUnlock = on_unlock,
	.xCheckReservedLock = on_check,
	.xFileControl = on_control,
	.xSectorSize = on_sector,
	.xDeviceCharacteristics = on_characteristics,
	.xShmMap = on_shm_map,
	.xShmLock = on_shm_lock,
	.xShmBarrier = on_shm_barrier,
	.xShmUnmap = on_shm_unmap,
};

static int on_open(
    sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
	struct faulty_file *faulty = (struct faulty_file *)(void *)file;
	int rc;

	(void)self;
	faulty->real = (sqlite3_file *)(void *)faulty->room;
	faulty->real->pMethods = NULL;
	rc = real_vfs->xOpen(real_vfs, name, faulty->real, flags, out_flags);
	faulty->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

void fault_install(void)
{
	if (real_vfs != NULL) {
		return;
	}
	real_vfs = sqlite3_vfs_find(NULL);
	vfs = *real_vfs;
	vfs.zName = "faulty";
	vfs.xOpen = on_open;
	vfs.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
	(void)sqlite3_vfs_register(&vfs, 1);
}

void fault_arm(int writes, int code)
{
	is_armed = true;
	has_fired = false;
	writes_left = writes;
	fault_code = code;
}

bool fault_disarm(void)
{
	is_armed = false;
	return has_fired;
}
