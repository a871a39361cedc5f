use libsqlite3_sys as ffi;
use std::ffi::{CStr, CString};
use std::ptr::null_mut;

extern "C" fn print(_: *mut std::ffi::c_void, count: i32, values: *mut *mut i8, _: *mut *mut i8) -> i32 {
    for at in 0..count {
        println!("{}", unsafe { CStr::from_ptr(*values.offset(at as isize)) }.to_string_lossy());
    }
    0
}

fn main() {
    let statements = "create table notes (text); insert into notes values ('first'), ('second'); \
                      select text from notes order by text; select count(*) from notes;";
    let name = CString::new(":memory:").unwrap();
    let sql = CString::new(statements).unwrap();
    unsafe {
        let mut database = null_mut();
        assert_eq!(ffi::sqlite3_open(name.as_ptr(), &mut database), 0);
        assert_eq!(ffi::sqlite3_exec(database, sql.as_ptr(), Some(print), null_mut(), null_mut()), 0);
        ffi::sqlite3_close(database);
    }
}
