//! Public data sets as rows. Each reader takes a folder of the form that `REFERENCE.md` beside the data describes.
