;; Has four gigabytes of memory from the start.
(memory (export "memory") 65536)
