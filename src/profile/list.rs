//! Searching, inserting into and removing from a list without the panics of `Vec`'s own.

use alloc::vec::Vec;

/// Puts `value` at `place`, or at the end if that is nearer.
pub fn insert<T: Copy>(list: &mut Vec<T>, place: usize, value: T) {
    let end = list.len();
    list.push(value);
    if place < end {
        list.copy_within(place..end, place.wrapping_add(1));
        list.get_mut(place).into_iter().for_each(|slot| *slot = value);
    }
}

/// Takes out what stands at `place`, if anything does.
pub fn remove<T: Copy>(list: &mut Vec<T>, place: usize) -> Option<T> {
    let value = *list.get(place)?;
    list.copy_within(place.wrapping_add(1).., place);
    list.pop();
    Some(value)
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
