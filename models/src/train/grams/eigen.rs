//! Eigenvectors of a small symmetric matrix.

/// Sweeps over the matrix before giving up; eight are enough for a few hundred rows.
const SWEEPS_MAX: usize = 40;

/// A square symmetric matrix, row after row.
#[derive(Debug, Clone)]
pub(crate) struct Symmetric {
    size: usize,
    cells: Vec<f64>,
}

/// An eigenvalue with its eigenvector of length 1.
#[derive(Debug, Clone)]
pub(crate) struct Component {
    /// The variance along the vector.
    pub(crate) value: f64,
    /// The direction. Its largest number is positive, so that equal inputs give equal signs.
    pub(crate) vector: Vec<f64>,
}

impl Symmetric {
    /// A matrix of zeros.
    pub(crate) fn zeros(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// Adds `weight · x xᵀ`.
    pub(crate) fn add_outer(&mut self, weight: f64, x: &[f64]) {
        for (row, a) in self.cells.chunks_exact_mut(self.size).zip(x) {
            row.iter_mut().zip(x).for_each(|(cell, b)| *cell += weight * a * b);
        }
    }

    /// The components, the largest value first, by the cyclic method of Jacobi (Golub and Van Loan,
    /// "Matrix computations", 8.5): it is short, exact to the last digits and the same everywhere.
    pub(crate) fn components(mut self) -> Vec<Component> {
        let size = self.size;
        // Row k becomes the k-th eigenvector.
        let mut vectors = Self::zeros(size);
        for at in 0..size {
            vectors.cells[at * size + at] = 1.0;
        }
        let scale: f64 = self.cells.iter().map(|cell| cell * cell).sum();
        for _ in 0..SWEEPS_MAX {
            if self.off_diagonal() <= scale * f64::EPSILON * f64::EPSILON {
                break;
            }
            for p in 0..size {
                for q in p + 1..size {
                    if let Some(rotation) = self.rotation(p, q) {
                        self.rotate_rows(rotation);
                        self.rotate_columns(rotation);
                        vectors.rotate_rows(rotation);
                    }
                }
            }
        }
        let mut components: Vec<Component> = vectors
            .cells
            .chunks_exact(size.max(1))
            .enumerate()
            .map(|(at, vector)| Component::new(self.cells[at * size + at], vector.to_vec()))
            .collect();
        components.sort_by(|a, b| b.value.total_cmp(&a.value));
        components
    }

    /// The sum of squares off the diagonal.
    fn off_diagonal(&self) -> f64 {
        let cells = self.cells.iter().enumerate();
        cells.filter(|(at, _)| at / self.size != at % self.size).map(|(_, cell)| cell * cell).sum()
    }

    /// The rotation that makes the cell (p, q) zero, unless it is zero.
    fn rotation(&self, p: usize, q: usize) -> Option<Rotation> {
        let cell = |row: usize, column: usize| self.cells[row * self.size + column];
        let apq = cell(p, q);
        if apq == 0.0 {
            return None;
        }
        let tau = (cell(q, q) - cell(p, p)) / (2.0 * apq);
        let tangent = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
        let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
        Some(Rotation { p, q, cosine, sine: tangent * cosine })
    }

    fn rotate_rows(&mut self, Rotation { p, q, cosine, sine }: Rotation) {
        let (above, below) = self.cells.split_at_mut(q * self.size);
        let row_p = &mut above[p * self.size..(p + 1) * self.size];
        for (x, y) in row_p.iter_mut().zip(&mut below[..self.size]) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }

    fn rotate_columns(&mut self, Rotation { p, q, cosine, sine }: Rotation) {
        for row in self.cells.chunks_exact_mut(self.size) {
            let (x, y) = (row[p], row[q]);
            row[p] = cosine * x - sine * y;
            row[q] = sine * x + cosine * y;
        }
    }
}

/// A turn in the plane of rows p < q.
#[derive(Debug, Clone, Copy)]
struct Rotation {
    p: usize,
    q: usize,
    cosine: f64,
    sine: f64,
}

impl Component {
    fn new(value: f64, mut vector: Vec<f64>) -> Self {
        let largest = vector.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()));
        if largest.is_some_and(|x| x < 0.0) {
            for x in &mut vector {
                *x = -*x;
            }
        }
        Self { value, vector }
    }
}

#[cfg(test)]
mod tests {
    use super::Symmetric;

    /// A full symmetric matrix with no pattern that a wrong rotation could hide behind.
    fn matrix(size: usize) -> Symmetric {
        let mut matrix = Symmetric::zeros(size);
        for step in 0..size + 2 {
            let x: Vec<f64> = (0..size)
                .map(|at| ((step * 31 + at * 17 + step * at * 7) % 23) as f64 - 11.0)
                .collect();
            matrix.add_outer(1.0 / (step + 1) as f64, &x);
        }
        matrix
    }

    #[test]
    fn components_rebuild_the_matrix() {
        for size in [1, 2, 3, 24] {
            let matrix = matrix(size);
            let mut rebuilt = Symmetric::zeros(size);
            for component in matrix.clone().components() {
                rebuilt.add_outer(component.value, &component.vector);
            }
            let largest = matrix.cells.iter().fold(0.0_f64, |max, cell| max.max(cell.abs()));
            for (cell, again) in matrix.cells.iter().zip(&rebuilt.cells) {
                assert!((cell - again).abs() <= 1e-12 * largest, "{size}: {cell} is now {again}");
            }
        }
    }

    #[test]
    fn components_are_orthonormal_and_sorted() {
        let components = matrix(24).components();
        for (a_at, a) in components.iter().enumerate() {
            for (b_at, b) in components.iter().enumerate() {
                let dot: f64 = a.vector.iter().zip(&b.vector).map(|(x, y)| x * y).sum();
                assert!((dot - f64::from(u8::from(a_at == b_at))).abs() < 1e-12, "{a_at} {b_at}");
            }
        }
        assert!(components.windows(2).all(|pair| pair[0].value >= pair[1].value));
    }

    #[test]
    fn two_by_two_by_hand() {
        let mut matrix = Symmetric::zeros(2);
        matrix.cells = vec![2.0, 1.0, 1.0, 2.0];
        let components = matrix.components();
        let values: Vec<f64> = components.iter().map(|component| component.value).collect();
        assert!((values[0] - 3.0).abs() < 1e-15 && (values[1] - 1.0).abs() < 1e-15, "{values:?}");
        let diagonal = std::f64::consts::FRAC_1_SQRT_2;
        assert!(components[0].vector.iter().all(|x| (x - diagonal).abs() < 1e-15));
    }
}
