"""Grade a class: true marks from notebooks that nobody trusts.

==============  ====================================================================================
`submissions`   finds what was handed in: folders, zip files, two files of one student
`box`           a process that can do nothing but compute and answer; one fork for each submission
`inside`        what runs in the box: reads the notebook, runs its cells, answers the judge
`judge`         asks the box, runs the checks, writes the result of one submission
`pool`          sends submissions to judges: processes here, or a Dask cluster
`record`        results as they come, so that nothing is lost or counted twice
`report`        grades.csv, grades_wide.csv, a page for each student, a page for the class
`cli`           the commands `coursekit grade` and `coursekit nbgrader`
==============  ====================================================================================
"""
