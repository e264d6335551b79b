"""Where the bytes of files live: a folder or a bucket, behind one port."""
