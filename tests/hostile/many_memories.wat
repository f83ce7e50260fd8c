;; Spreads what it takes over many memories, so that no one of them is large.
(memory $a 1) (memory $b 1) (memory $c 1) (memory $d 1)
(func (export "run") (type $run)
  (loop $again
    (br_if $again (i32.ne (i32.const -1) (memory.grow $a (i32.const 16))))
    (br_if $again (i32.ne (i32.const -1) (memory.grow $b (i32.const 16))))
    (br_if $again (i32.ne (i32.const -1) (memory.grow $c (i32.const 16))))
    (br_if $again (i32.ne (i32.const -1) (memory.grow $d (i32.const 16)))))
  (call $null))
