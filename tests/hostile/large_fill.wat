;; Writes all over two hundred mebibytes, for ever: one fill is one instruction, in which nothing can stop it.
(func (export "run") (type $run)
  (drop (memory.grow (i32.const 3200)))
  (loop $again
    (memory.fill (i32.const 65536) (i32.const 7) (i32.const 209715200))
    (br $again))
  unreachable)
