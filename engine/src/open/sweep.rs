//! Which built indexes stay on disk: those that were last used. All of them can be built anew, so whoever shares
//! the directory loses nothing but time by what another process removes, and a file that is being read stays
//! until it is read.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How many indexes stay: the one in service, those that are kept open beside it, and as many again for nodes
/// on the same directory that are a step behind.
const KEPT_MAX: usize = 8;
/// After this nobody goes on writing what is only begun.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// Notes that an index is used now. Where the file system does not let it, it counts as used when it was built.
pub(crate) fn note_use(path: &Path) {
    let file = File::open(path);
    // Without the note it is only swept earlier.
    drop(file.and_then(|file| file.set_modified(SystemTime::now())));
}

/// Removes indexes that others were used after, and what nobody finished. What cannot be removed stays until
/// the next time.
pub(crate) fn sweep(directory: &Path) {
    let listed = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let (mut built, mut begun) = (Vec::new(), Vec::new());
    for path in listed.map(|found| found.path()) {
        let Ok(used) = std::fs::metadata(&path).and_then(|meta| meta.modified()) else { continue };
        match path.extension().and_then(OsStr::to_str) {
            Some("index") => built.push((used, path)),
            Some("part") => begun.push((used, path)),
            _ => {}
        }
    }
    built.sort_unstable_by(|one, other| other.cmp(one));
    let old = built.into_iter().skip(KEPT_MAX);
    let now = SystemTime::now();
    let is_left = |used: SystemTime| now.duration_since(used).is_ok_and(|age| age > LEFT_BEHIND);
    let left = begun.into_iter().filter(|(used, _)| is_left(*used));
    old.chain(left).for_each(|(_, path): (SystemTime, PathBuf)| {
        drop(std::fs::remove_file(path));
    });
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use super::{KEPT_MAX, LEFT_BEHIND, note_use, sweep};

    fn file(directory: &Path, (name, age): (&str, Duration)) {
        let file = File::create(directory.join(name)).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }

    #[test]
    fn what_was_last_used_stays_and_what_nobody_finished_goes() {
        let directory = tempfile::tempdir().unwrap();
        let directory = directory.path();
        for age in 0..KEPT_MAX + 3 {
            file(
                directory,
                (&format!("{age:02}.index"), Duration::from_secs(60 * age as u64 + 60)),
            );
        }
        file(directory, ("old.index.part", LEFT_BEHIND * 2));
        file(directory, ("new.index.part", Duration::ZERO));
        file(directory, ("other", LEFT_BEHIND * 9));
        let oldest = format!("{:02}.index", KEPT_MAX + 2);
        note_use(&directory.join(&oldest));
        sweep(directory);
        let names = std::fs::read_dir(directory).unwrap();
        let names = names.map(|found| found.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        let mut expected: Vec<String> =
            (0..KEPT_MAX - 1).map(|age| format!("{age:02}.index")).collect();
        expected.extend([oldest, "new.index.part".to_owned(), "other".to_owned()]);
        expected.sort();
        assert_eq!(names, expected);
        sweep(&directory.join("nowhere"));
    }
}
