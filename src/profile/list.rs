//! Searching, inserting into and removing from a list without the panics of `Vec`'s own.

use alloc::vec::Vec;

/// Puts `value` at `place`, or at the end if that is nearer.
pub fn insert<T>(list: &mut Vec<T>, place: usize, value: T) {
    list.insert(place.min(list.len()), value);
}

/// Takes out what stands at `place`, if anything does.
pub fn remove<T>(list: &mut Vec<T>, place: usize) -> Option<T> {
    (place < list.len()).then(|| list.remove(place))
}

/// Where the first entry stands that does not come before, in a list in which all that do stand first. Smaller than the
/// standard library's searches, which are made for lists of thousands.
pub fn place<T>(list: &[T], is_before: impl Fn(&T) -> bool) -> usize {
    let (mut low, mut high) = (0usize, list.len());
    while low < high {
        let middle = low.midpoint(high);
        if list.get(middle).is_some_and(&is_before) {
            low = middle.wrapping_add(1);
        } else {
            high = middle;
        }
    }
    low
}

/// The later of each two.
#[inline(never)]
pub fn latest(all: &mut [u32], others: &[u32]) {
    all.iter_mut().zip(others).for_each(|(a, b)| *a = (*a).max(*b));
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn as_a_list_does(mut list: Vec<u8>, value: u8, place in 0usize..12) {
            let mut plain = list.clone();
            plain.insert(place.min(list.len()), value);
            insert(&mut list, place, value);
            proptest::prop_assert_eq!(&list, &plain);
            let gone = (place < plain.len()).then(|| plain.remove(place));
            proptest::prop_assert_eq!(remove(&mut list, place), gone);
            proptest::prop_assert_eq!(list, plain);
        }

        #[test]
        fn a_place_divides_a_list(mut list: Vec<u8>, value: u8) {
            list.sort_unstable();
            proptest::prop_assert_eq!(place(&list, |v| *v < value), list.partition_point(|v| *v < value));
        }
    }
}
