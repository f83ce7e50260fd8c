;; Names a hundred thousand outputs, all by the same text of a mebibyte: a hundred gigabytes for whoever copies it out.
;; `describe` gives the descriptor of the others, with its list of outputs made to begin here and to have that many.
(func (export "describe") (result i32)
  (local $port i32)
  (drop (memory.grow (i32.const 80)))
  ;; The text: it begins at 0x10000.
  (memory.fill (i32.const 0x10000) (i32.const 0x61) (i32.const 0x100000))
  (local.set $port (i32.const 0x110000))
  (loop $again
    (i32.store (local.get $port) (i32.const 0x10000))
    (i32.store offset=4 (local.get $port) (i32.const 0x100000))
    (local.set $port (i32.add (local.get $port) (i32.const 28)))
    (br_if $again (i32.lt_u (local.get $port) (i32.add (i32.const 0x110000) (i32.const 2800000)))))
  (i32.store offset=52 (i32.const 1024) (i32.const 0x110000))
  (i32.store offset=56 (i32.const 1024) (i32.const 100000))
  (i32.const 1024))
