//! Logistic regression by Newton's method.

/// Steps; the method doubles the digits with each.
const STEPS: usize = 30;
/// Keeps numbers from growing without end where cases are parted without a mistake.
const SHRINK: f64 = 1e-3;

/// The chance that numbers with these weights mean yes.
pub(crate) fn chance<const N: usize>(weights: &[f64; N], numbers: &[f64; N]) -> f64 {
    let sum: f64 = weights.iter().zip(numbers).map(|(w, x)| w * x).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Fits weights to numbers, what they meant, and how much each counts.
pub(crate) fn fit<const N: usize>(cases: impl Iterator<Item = ([f64; N], bool, f64)>) -> [f64; N] {
    let cases: Vec<_> = cases.collect();
    let mut weights = [0.0; N];
    for _ in 0..STEPS {
        let mut slope = weights.map(|weight| SHRINK * weight);
        let mut curve = [[0.0; N]; N];
        for (at, row) in curve.iter_mut().enumerate() {
            row[at] = SHRINK;
        }
        for (numbers, yes, counts) in &cases {
            let chance = chance(&weights, numbers);
            let apart = counts * (chance - f64::from(u8::from(*yes)));
            let bend = counts * chance * (1.0 - chance);
            for i in 0..N {
                slope[i] += apart * numbers[i];
                for j in 0..N {
                    curve[i][j] += bend * numbers[i] * numbers[j];
                }
            }
        }
        let step = solve(curve, slope);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
    }
    weights
}

/// Solves `a x = b` by elimination with the largest pivots.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let pivot = (column..N).max_by(|i, j| a[*i][column].abs().total_cmp(&a[*j][column].abs()));
        let pivot = pivot.unwrap_or(column);
        a.swap(column, pivot);
        b.swap(column, pivot);
        let (upper, lower) = a.split_at_mut(column + 1);
        let first = &upper[column];
        for (row, below) in lower.iter_mut().enumerate() {
            let part = below[column] / first[column];
            below.iter_mut().zip(first).skip(column).for_each(|(x, y)| *x -= part * y);
            b[column + 1 + row] -= part * b[column];
        }
    }
    for row in (0..N).rev() {
        for at in row + 1..N {
            b[row] -= a[row][at] * b[at];
        }
        b[row] /= a[row][row];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::{chance, fit};

    #[test]
    fn finds_the_weights_that_made_the_cases() {
        // Every pair of numbers stands with yes as often as its chance says.
        let made = [2.0, -1.0];
        let numbers = (-4..=4).map(|x| [f64::from(x) / 2.0, 1.0]);
        let cases = numbers.flat_map(|numbers| {
            let chance = chance(&made, &numbers);
            [(numbers, true, 1000.0 * chance), (numbers, false, 1000.0 * (1.0 - chance))]
        });
        let found = fit(cases);
        for (found, made) in found.iter().zip(made) {
            assert!((found - made).abs() < 1e-3, "{found} {made}");
        }
    }
}
