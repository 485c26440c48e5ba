//! Signatures of programs: Ed25519 (RFC 8032) over the file's bytes, detached. The package does the same by `WebCrypto`
//! (`pkg-config/src/signature.ts`). Feature `sign`, for native tools.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// Signs program bytes with a private key of 32 bytes.
#[must_use]
pub fn sign(program: &[u8], private_key: &[u8; 32]) -> [u8; 64] {
    SigningKey::from_bytes(private_key).sign(program).to_bytes()
}

/// The public half of a private key.
#[must_use]
pub fn public_key(private_key: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(private_key).verifying_key().to_bytes()
}

/// Whether a signature is that of program bytes by the holder of the private half of a public key. A key that is none is no.
#[must_use]
pub fn verify(program: &[u8], signature: &[u8; 64], public_key: &[u8; 32]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(public_key) else { return false };
    key.verify_strict(program, &Signature::from_bytes(signature)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
        bytes.try_into().unwrap()
    }

    // RFC 8032, 7.1, test 3.
    #[test]
    fn the_standards_vector() {
        let private = bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
        let public = bytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        let signature = bytes(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        );
        assert_eq!(public_key(&private), public);
        assert_eq!(sign(&[0xaf, 0x82], &private), signature);
        assert!(verify(&[0xaf, 0x82], &signature, &public));
        assert!(!verify(&[0xaf, 0x83], &signature, &public));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify(&[0xaf, 0x82], &changed, &public), "bit {bit}");
        }
        assert!(!verify(&[0xaf, 0x82], &signature, &[0xff; 32]));
    }
}
