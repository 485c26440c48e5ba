//! What the visitor allows. Three separate permissions; nothing is taken for granted.

/// One permission's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Permission {
    /// Nobody has been asked yet: treated as no.
    #[default]
    Pending = 0,
    /// Yes.
    Granted = 1,
    /// No.
    Denied = 2,
}

/// The three permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// May signals be folded into a profile and decisions depend on it?
    pub compute: Permission,
    /// May the profile leave memory, for storage or a cookie?
    pub persist: Permission,
    /// May records of exposures and outcomes be sent?
    pub emit: Permission,
}

impl Consent {
    /// All three granted.
    pub const GRANTED: Self =
        Self { compute: Permission::Granted, persist: Permission::Granted, emit: Permission::Granted };

    /// As [`Consent::from_bits`] takes them.
    #[must_use]
    pub const fn bits(self) -> u8 {
        (self.compute as u8) | ((self.persist as u8) << 2) | ((self.emit as u8) << 4)
    }

    /// From two bits a permission, lowest first: compute, persist, emit. Unknown bits read as denied.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        let one = |shift: u32| match bits.wrapping_shr(shift) & 3 {
            0 => Permission::Pending,
            1 => Permission::Granted,
            _ => Permission::Denied,
        };
        Self { compute: one(0), persist: one(2), emit: one(4) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits() {
        assert_eq!(Consent::from_bits(0), Consent::default());
        assert_eq!(Consent::from_bits(0b01_01_01), Consent::GRANTED);
        let c = Consent::from_bits(0b00_10_01);
        assert_eq!((c.compute, c.persist, c.emit), (Permission::Granted, Permission::Denied, Permission::Pending));
        assert_eq!(Consent::from_bits(3).compute, Permission::Denied);
        assert_eq!(Consent::from_bits(c.bits().into()), c);
    }
}
