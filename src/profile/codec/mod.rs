//! A profile as bytes. It is a string of bits, lowest first: `uN` has N bits, `nK` is an Exp-Golomb number of order K,
//! `zK` the same of a zigzag, `b` one bit, `?` a bit and what follows only if it is set ([`crate::wire::bits`]). Times and
//! days count back from the last event and its day, levels from what a strength of 1 would be there.
//!
//! ```text
//! version:u8 = 2
//! long:n20 short:n20                         half-lives in seconds
//! coarse:b                                   levels are multiples of 16, and written without their lowest four bits
//! key:?u32 epoch:?u32 login:?u32 parted:?(n16 u32) consent:u6
//! last:u32                                   since 2000; 0: nothing was seen, and the profile ends here
//! first:n24 before:?n16                      back from it
//! cart: ?(changed:n16 items:n2 value:n12)
//! replicas:n0, each                          ascending by id
//!   id:u32 seq:n8
//!   orders:z5 occasions:z5 spend:z14 squares:z16 discount:z0 discounted:z0 sessions:z4 earned:z0 redeemed:z0
//!   events:n2 (kind:u6 count-1:n4)*
//!   channels: level{6} dayparts: level{4}     level := ?z11
//!   topics:n6 rest: level level
//!     (key:n(k) long:level short:level bought:(1b n2 last:n5 span:n7 | 0b ?n0))*     ascending; key: less the one before, less 1;
//!                                            bought: how often, less 1, no span if once, or how often too little
//!   taken:?(floor:u32 u32 n5 (time:u32 hash:u32)*)
//! forgotten:?(last:n6 span:n8)
//! transactions:n4 (day:n3 id:u32 value:n12 (1b of the first replica's day:b | 0b marks:u21 refunded:n12 applied:n12))*
//!                                            ascending; day back from the last event's, less the one before
//! last days:n2 (kind:u6 day:n3)*
//! nps:?(n16 n3) rating:?(n16 n5) tier:?(n16 u32)
//! recent: kinds:n2 (kind:u6 horizon:?n16 events:n2 (time:n12 topic)*)*     time: back from the one after it, latest first
//! owned:n3 (day:n5 key:u32 topic gone:b)*   watched:n3 (last:n16 key:u32 topic views:n1 carts:n0)*
//! exposures:n3 (key:u32 minutes:n14 times:n0 (time:n18)*)* blind:?u32
//! checksum:u32, at the next whole byte       FNV-1a 32 of all before it
//! topic := n6: 0 none, a place among the replicas' topics + 1, or their number + 1 and then key:u32
//! ```
//!
//! The layout is walked by one function, [`walk`], in both directions: every field goes through a [`Port`], which writes
//! the value it is given or gives the value it reads. So reading and writing cannot disagree. A later version reads every
//! version that was released; `tests/golden/versions.json` has bytes of each.

mod parts;
mod port;

use super::{HalfLives, Profile};
use crate::error::Error;
use crate::math::hash;
use crate::wire::bits::Bits;
use alloc::vec::Vec;
use port::Port;

/// The version that is written.
pub const VERSION: u8 = 2;

impl Profile {
    /// All of it; the same bytes for equal profiles.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.clone().write()
    }

    /// As [`Profile::encode`], without a copy: the walk goes over the profile itself and leaves it as it is.
    #[must_use]
    pub fn write(&mut self) -> Vec<u8> {
        let mut port = Port::default();
        port.bits.bits(8, VERSION.into());
        parts::walk(&mut port, self);
        let mut bytes = port.bits.finish();
        let checksum = hash::fnv32(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads what [`Profile::encode`] wrote. Any bytes are read or refused.
    ///
    /// # Errors
    /// [`Error::ProfileVersion`], [`Error::ProfileTorn`], [`Error::ProfileBroken`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let (body, checksum) = bytes.split_last_chunk::<4>().ok_or(Error::ProfileTorn)?;
        if u32::from_le_bytes(*checksum) != hash::fnv32(body) {
            return Err(Error::ProfileTorn);
        }
        let mut port = Port::default();
        port.bits = Bits::of(body);
        if port.bits.bits(8, 0) != u32::from(VERSION) {
            return Err(Error::ProfileVersion);
        }
        let mut profile = Self::new(HalfLives { long: 0, short: 0 });
        parts::walk(&mut port, &mut profile);
        if port.bits.is_done() { Ok(profile) } else { Err(Error::ProfileBroken) }
    }
}
