//! Chores that need code; they meet the house only through its files.

pub mod error;
pub mod fuzz;
pub mod mutate;
pub mod rows;
pub mod tidy;
