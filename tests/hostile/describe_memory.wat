;; Has four gigabytes of memory from the start, in a memory of its own.
(memory $large 65536)
