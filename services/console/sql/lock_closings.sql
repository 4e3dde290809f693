-- no parameters
-- One closing or reopening at a time. A table's lock, for it is taken before the snapshot is.
lock table effort.closing in share row exclusive mode
