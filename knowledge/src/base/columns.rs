//! The columns of a table that entries were read from: which field stands in which column.

use crate::problem::Problem;

/// Fields and the columns they were read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(Vec<(String, usize)>);

impl Columns {
    /// Fields as paths such as `basis[0].title`, each with its column, counted from 0.
    pub fn new(fields: Vec<(String, usize)>) -> Self {
        Self(fields)
    }

    /// The problem with the column that it is about, where there is one.
    #[must_use]
    pub fn locate(&self, problem: Problem) -> Problem {
        if problem.column.is_some() {
            return problem;
        }
        let missing = match (problem.code, problem.details.as_slice()) {
            // What is missing is told of the whole; its own column is the one to look at.
            ("missing_field", [name]) if problem.field.is_empty() => name.clone(),
            ("missing_field", [name]) => format!("{}.{name}", problem.field),
            _ => problem.field.clone(),
        };
        let column = self.column(&missing).or_else(|| self.column(&problem.field));
        Problem { column, ..problem }
    }

    /// The column of a field, of what it is a part of, or of its first part.
    fn column(&self, field: &str) -> Option<usize> {
        let mut path = field;
        while !path.is_empty() {
            let exact = self.0.iter().find(|(known, _)| known == path);
            let part = || self.0.iter().find(|(known, _)| part_of(known, path));
            if let Some((_, column)) = exact.or_else(part) {
                return Some(*column);
            }
            path = &path[..path.rfind(['.', '[']).unwrap_or(0)];
        }
        None
    }
}

fn part_of(known: &str, path: &str) -> bool {
    known.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::Columns;
    use crate::problem::{Problem, letters};

    #[test]
    fn a_problem_gets_the_column_of_its_field_or_of_what_holds_it() {
        let fields = [("id", 0), ("similar", 3), ("basis[0].title", 5), ("basis[1].title", 7)];
        let columns = Columns::new(fields.map(|(field, at)| (field.to_owned(), at)).to_vec());
        let column = |field: &str, code, details: &[&str]| {
            columns
                .locate(Problem::error(2, field, code, details))
                .column
                .map(letters)
                .unwrap_or_default()
        };
        assert_eq!(column("similar[4]", "empty_field", &[]), "D");
        assert_eq!(column("basis[1]", "missing_field", &["title"]), "H");
        assert_eq!(column("basis[1].number", "not_text", &[]), "H");
        assert_eq!(column("", "missing_field", &["id"]), "A");
        assert_eq!(column("answer", "too_long", &[]), "");
    }
}
