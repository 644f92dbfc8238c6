//! The table of functions that SQLite calls: everything is the system's own, except what changes a file.
#![allow(unsafe_code, unsafe_op_in_unsafe_fn, reason = "a VFS is a table of C functions")]

use super::{Change, Disk, File, State};
use rusqlite::ffi::{self, SQLITE_OK, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};
use std::collections::btree_map::Entry;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Once;

/// Why a method of the system's VFS can be called.
const COMPLETE: &str = "the system's VFS has every method";

/// A file on a disk as SQLite holds it. The system's own file follows it in memory.
#[repr(C)]
struct Open {
    base: sqlite3_file,
    disk: Disk,
    path: PathBuf,
}

/// Version 2: shared memory, but no mapped files, whose writes nobody would see.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(xRead),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(xFileSize),
    xLock: Some(xLock),
    xUnlock: Some(xUnlock),
    xCheckReservedLock: Some(xCheckReservedLock),
    xFileControl: Some(xFileControl),
    xSectorSize: Some(xSectorSize),
    xDeviceCharacteristics: Some(xDeviceCharacteristics),
    xShmMap: Some(xShmMap),
    xShmLock: Some(xShmLock),
    xShmBarrier: Some(xShmBarrier),
    xShmUnmap: Some(xShmUnmap),
    xFetch: None,
    xUnfetch: None,
};

/// Makes this VFS the one of every connection that names none. The methods that are not ours are the
/// system's, which do not look at the VFS they are called on.
pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: a VFS that was found stays, and so does ours, which is leaked.
        let registered = unsafe {
            let system = ffi::sqlite3_vfs_find(std::ptr::null());
            let vfs = sqlite3_vfs {
                szOsFile: size_of::<Open>() as c_int + (*system).szOsFile,
                pNext: std::ptr::null_mut(),
                zName: c"disk".as_ptr(),
                pAppData: system.cast(),
                xOpen: Some(open),
                xDelete: Some(delete),
                ..*system
            };
            ffi::sqlite3_vfs_register(Box::into_raw(Box::new(vfs)), 1)
        };
        assert_eq!(registered, SQLITE_OK, "SQLite takes the VFS");
    });
}

// SAFETY of everything below: SQLite calls with our VFS, and with files of `szOsFile` bytes that do not move.
// The methods are called only on files that `open` gave `METHODS`, and none after `close`.

/// Calls a method of the system's file behind ours.
macro_rules! on_system {
    ($file:expr, $method:ident $(, $arg:expr)*) => {{
        let file = system_file($file);
        (*(*file).pMethods).$method.expect(COMPLETE)(file $(, $arg)*)
    }};
}

/// Methods that a disk leaves to the system, by SQLite's names.
macro_rules! left_to_system {
    ($($method:ident($($arg:ident: $kind:ty),*) $(-> $result:ty)?;)*) => {$(
        #[allow(non_snake_case)]
        unsafe extern "C" fn $method(file: *mut sqlite3_file, $($arg: $kind),*) $(-> $result)? {
            on_system!(file, $method $(, $arg)*)
        }
    )*};
}

left_to_system! {
    xRead(into: *mut c_void, amount: c_int, at: i64) -> c_int;
    xFileSize(size: *mut i64) -> c_int;
    xLock(level: c_int) -> c_int;
    xUnlock(level: c_int) -> c_int;
    xCheckReservedLock(reserved: *mut c_int) -> c_int;
    xFileControl(what: c_int, argument: *mut c_void) -> c_int;
    xSectorSize() -> c_int;
    xDeviceCharacteristics() -> c_int;
    xShmMap(region: c_int, size: c_int, extend: c_int, at: *mut *mut c_void) -> c_int;
    xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int;
    xShmBarrier();
    xShmUnmap(delete: c_int) -> c_int;
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    granted: *mut c_int,
) -> c_int {
    let open = (*system(vfs)).xOpen.expect(COMPLETE);
    // What has no name, or is deleted when it is closed, is not missed after a power cut.
    let temporary = name.is_null() || flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0;
    let Some(disk) = (if temporary { None } else { Disk::of(path(name)) }) else {
        return open(system(vfs), name, file, flags, granted);
    };
    // SQLite does not close what has no methods.
    (*file).pMethods = std::ptr::null();
    let mut state = disk.state();
    let opened = open(system(vfs), name, system_file(file), flags, granted);
    if opened != SQLITE_OK {
        return opened;
    }
    let path = path(name).to_path_buf();
    if let Entry::Vacant(entry) = state.files.entry(path.clone()) {
        match content(system_file(file)) {
            Ok(synced) => drop(entry.insert(File { synced, pending: Vec::new() })),
            Err(code) => {
                on_system!(file, xClose);
                return code;
            }
        }
    }
    drop(state);
    file.cast::<Open>().write(Open { base: sqlite3_file { pMethods: &METHODS }, disk, path });
    SQLITE_OK
}

/// All of a file, read through SQLite's descriptor: to close one of our own would end its locks (POSIX).
unsafe fn content(file: *mut sqlite3_file) -> Result<Vec<u8>, c_int> {
    let methods = &*(*file).pMethods;
    let mut size = 0;
    let mut code = methods.xFileSize.expect(COMPLETE)(file, &mut size);
    let mut content = vec![0; size as usize];
    if code == SQLITE_OK && size > 0 {
        let into = content.as_mut_ptr().cast();
        code = methods.xRead.expect(COMPLETE)(file, into, size as c_int, 0);
    }
    if code == SQLITE_OK { Ok(content) } else { Err(code) }
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let delete = || (*system(vfs)).xDelete.expect(COMPLETE)(system(vfs), name, sync);
    let Some(disk) = Disk::of(path(name)) else { return delete() };
    let mut state = disk.state();
    let deleted = delete();
    if matches!(deleted, SQLITE_OK | ffi::SQLITE_IOERR_DELETE_NOENT) {
        state.files.remove(path(name));
    }
    deleted
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    let write = |state: &State| match state.full {
        true => ffi::SQLITE_FULL,
        false => on_system!(file, xWrite, from, amount, at),
    };
    operate(file, ffi::SQLITE_IOERR_WRITE, write, |file| {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), amount as usize).to_vec();
        file.pending.push(Change::Write { at: at as usize, bytes });
    })
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, to: i64) -> c_int {
    let truncate = |_: &State| on_system!(file, xTruncate, to);
    operate(file, ffi::SQLITE_IOERR_TRUNCATE, truncate, |file| {
        file.pending.push(Change::Truncate { to: to as usize });
    })
}

/// The real disk is not told: no test outlives a power cut of its own machine.
unsafe extern "C" fn sync(file: *mut sqlite3_file, _how: c_int) -> c_int {
    operate(file, ffi::SQLITE_IOERR_FSYNC, |_| SQLITE_OK, File::sync)
}

/// Counts an operation, does it unless the disk fails, and remembers it if it succeeded. One at a time, so
/// that what is remembered is in the order of what was done.
unsafe fn operate(
    file: *mut sqlite3_file,
    failure: c_int,
    act: impl FnOnce(&State) -> c_int,
    remember: impl FnOnce(&mut File),
) -> c_int {
    let Open { disk, path, .. } = &*file.cast::<Open>();
    let mut state = disk.state();
    state.operations += 1;
    let result = match state.fails_from {
        Some(first) if state.operations >= first => failure,
        _ => act(&state),
    };
    // A file that was deleted while it was open is not on the disk any more.
    if result == SQLITE_OK
        && let Some(file) = state.files.get_mut(path)
    {
        remember(file);
    }
    result
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let closed = on_system!(file, xClose);
    file.cast::<Open>().drop_in_place();
    closed
}

unsafe fn system(vfs: *mut sqlite3_vfs) -> *mut sqlite3_vfs {
    (*vfs).pAppData.cast()
}

unsafe fn system_file(file: *mut sqlite3_file) -> *mut sqlite3_file {
    file.cast::<Open>().add(1).cast()
}

/// A name that SQLite made whole before it asks for the file: absolute, without links.
unsafe fn path<'a>(name: *const c_char) -> &'a Path {
    Path::new(OsStr::from_bytes(CStr::from_ptr(name).to_bytes()))
}
