//! Work of several parts with one progress.

use std::ops::ControlFlow;

use wenshui_eval::progress::Progress;

/// Does one part of some work whose parts are as good as equally long: its steps are told as those of the
/// whole. `at` is counted from 0.
pub fn part<T>(
    progress: &mut Progress,
    (at, of): (usize, usize),
    work: impl FnOnce(Progress) -> T,
) -> T {
    let mut told = |done, all| match progress.step(at * all + done, of * all) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    work(Progress::new(&mut told))
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use wenshui_eval::progress::Progress;

    use super::part;

    #[test]
    fn parts_are_told_as_a_whole_and_called_off_as_one() {
        let mut told = Vec::new();
        let mut hear = |done, all| {
            told.push((done, all));
            if done == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut progress = Progress::new(&mut hear);
        let steps = |mut progress: Progress| (1..=2).try_for_each(|at| progress.step(at, 2));
        assert!(part(&mut progress, (0, 3), steps).is_ok());
        assert!(part(&mut progress, (1, 3), steps).is_ok());
        assert!(part(&mut progress, (2, 3), steps).is_err());
        assert_eq!(told, [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6)]);
    }
}
