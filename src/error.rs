//! The one error type of the engine. Codes are stable: programs and dashboards may match on them.

/// Why bytes were refused. What happens to a visitor at run time is never an error: it degrades and is counted
/// (see [`crate::signals::Drops`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Error {
    /// The bytes do not start as a compiled program does.
    NotAProgram = 1,
    /// The program was compiled for another version of the format.
    ProgramVersion = 2,
    /// The program's bytes are cut off or changed: the checksum differs.
    ProgramTorn = 3,
    /// The program's sections contradict each other; only a broken compiler writes such bytes.
    ProgramBroken = 4,
    /// The profile's text holds characters that base64url has not.
    ProfileText = 5,
    /// The profile was written by a later version of the format.
    ProfileVersion = 6,
    /// The profile's bytes are cut off or changed: the checksum differs.
    ProfileTorn = 7,
    /// The profile's fields contradict each other or break a bound.
    ProfileBroken = 8,
    /// The bytes are no index of sessions, or are cut off.
    NotAnIndex = 9,
}

impl Error {
    /// The stable code. Those of programs and of an index are `TrogenError.code` in JavaScript; those of profiles are counted as torn.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAProgram => "not_a_program",
            Self::ProgramVersion => "program_version",
            Self::ProgramTorn => "program_torn",
            Self::ProgramBroken => "program_broken",
            Self::ProfileText => "profile_text",
            Self::ProfileVersion => "profile_version",
            Self::ProfileTorn => "profile_torn",
            Self::ProfileBroken => "profile_broken",
            Self::NotAnIndex => "not_an_index",
        }
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for Error {}
