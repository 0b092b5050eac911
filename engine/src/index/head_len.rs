//! How many values at the head of a slice agree, where most slices soon stop agreeing.

/// Like `partition_point`, from the head on in doubling steps (Bentley and Yao 1976), so that a
/// short head is found without a look at the far end.
pub fn head_len<T>(values: &[T], agrees: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    while step < values.len() && agrees(&values[step]) {
        step *= 2;
    }
    let from = step / 2;
    let to = values.len().min(step);
    from + values[from..to].partition_point(agrees)
}

#[cfg(test)]
mod tests {
    use super::head_len;

    #[test]
    fn agrees_with_partition_point() {
        let values: Vec<usize> = (0..70).collect();
        for end in 0..=70 {
            for head in 0..=end {
                assert_eq!(head_len(&values[..end], |value| *value < head), head);
            }
        }
    }
}
